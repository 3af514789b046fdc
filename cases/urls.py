"""Addresses of the pages of patients and of the forms of cases."""

from __future__ import annotations

from django.urls import path

from cases.views import cases, patients

urlpatterns = [
    path("patients/", patients.patient_list, name="patient-list"),
    path("patients/new/", patients.patient_create, name="patient-create"),
    path("patients/<uuid:pk>/", patients.patient_detail, name="patient-detail"),
    path("patients/<uuid:pk>/correct/", patients.patient_correct, name="patient-correct"),
    path("patients/<uuid:pk>/cases/new/", cases.case_create, name="case-create"),
    path("cases/<uuid:pk>/edit/", cases.case_edit, name="case-edit"),
    path("cases/<uuid:pk>/assign/", cases.case_assign, name="case-assign"),
]
