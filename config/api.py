"""The addresses of the API."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.api.tokens import TokenViewSet
from cases.api.audit import AuditTrailViewSet
from cases.api.cases import CaseViewSet
from cases.api.patients import PatientViewSet
from config.docs import DocsView, SchemaView
from diagnostics.api.analyses import AnalysisViewSet
from diagnostics.api.diagnoses import CaseDiagnosisViewSet, DiagnosisViewSet
from diagnostics.api.slides import SlideViewSet

router = SimpleRouter(use_regex_path=False)
router.register("patients", PatientViewSet, basename="api-patient")
router.register("cases", CaseViewSet, basename="api-case")
router.register("slides", SlideViewSet, basename="api-slide")
router.register("analyses", AnalysisViewSet, basename="api-analysis")
router.register("diagnoses", DiagnosisViewSet, basename="api-diagnosis")

v1 = [
    *router.urls,
    path("tokens/", TokenViewSet.as_view({"get": "list", "delete": "destroy"}), name="api-token-list"),
    path("cases/<uuid:pk>/audit/", AuditTrailViewSet.as_view({"get": "list"}), name="api-case-audit"),
    path(
        "cases/<uuid:pk>/diagnoses/",
        CaseDiagnosisViewSet.as_view({"post": "create"}),
        name="api-case-diagnoses",
    ),
]

urlpatterns = [
    path("v1/", include(v1)),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(), name="api-docs"),
]
