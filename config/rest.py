"""How the API is spoken: authentication, paging, errors, tokens and the schema."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

TOKEN_LIFE = timedelta(days=90)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "config.policies.permission.RoutePolicy",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "accounts.api.parsers.StrictJSONParser",
        "accounts.api.parsers.StrictMultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["accounts.api.filters.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "accounts.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "config.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

REST_KNOX: dict[str, Any] = {
    "SECURE_HASH_ALGORITHM": "hashlib.sha512",
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": TOKEN_LIFE,
    "AUTO_REFRESH": False,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Leukoscope",
    "DESCRIPTION": "Pre-classification of blood smears, for review by a morphologist. Research use only.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": [
        "rest_framework.permissions.IsAuthenticated",
        "config.policies.permission.RoutePolicy",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # A PATCH says itself which of its fields have to be there.
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_NAME_OVERRIDES": {
        "AnalysisStatus": "diagnostics.choices.AnalysisStatus",
        "CaseStatus": "cases.choices.CaseStatus",
        "DiagnosisLabel": "diagnostics.choices.DiagnosisLabel",
        "ImageFormat": "cases.choices.ImageFormat",
        "Meaning": "diagnostics.choices.Meaning",
        "Outcome": "diagnostics.choices.Outcome",
        "Priority": "cases.choices.Priority",
        "Sex": "cases.choices.Sex",
        "Specimen": "cases.choices.Specimen",
        "Stain": "cases.choices.Stain",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
