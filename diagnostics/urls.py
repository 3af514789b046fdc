"""Addresses of the worklist, the page of a case, the review of a slide, diagnosis and sign-out."""

from __future__ import annotations

from django.urls import path

from diagnostics.views import case, files, report, slides, statements, worklist

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("cases/<uuid:pk>/", case.case_detail, name="case-detail"),
    path("cases/<uuid:pk>/progress/", case.case_progress, name="case-progress"),
    path("cases/<uuid:pk>/report/", report.case_report, name="case-report"),
    path("cases/<uuid:pk>/slides/", slides.slide_upload, name="slide-upload"),
    path("cases/<uuid:pk>/diagnoses/", statements.diagnosis_record, name="diagnosis-record"),
    path("slides/<uuid:pk>/", slides.slide_review, name="slide-review"),
    path("slides/<uuid:pk>/progress/", slides.slide_progress, name="slide-progress"),
    path("slides/<uuid:pk>/image/", files.slide_image, name="slide-image"),
    path("slides/<uuid:pk>/thumbnail/", files.slide_thumbnail, name="slide-thumbnail"),
    path("slides/<uuid:pk>/void/", slides.slide_void, name="slide-void"),
    path("analyses/<uuid:pk>/heatmap/", files.analysis_heatmap, name="analysis-heatmap"),
    path("analyses/<uuid:pk>/retry/", slides.analysis_retry, name="analysis-retry"),
    path("diagnoses/<uuid:pk>/sign-out/", statements.diagnosis_sign_out, name="diagnosis-sign-out"),
    path("diagnoses/<uuid:pk>/amend/", statements.diagnosis_amend, name="diagnosis-amend"),
]
