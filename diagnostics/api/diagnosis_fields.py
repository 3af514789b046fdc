"""What the API shows of a diagnosis, and what may be sent of one."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.serializers import BlankAsNull, Changes, ChoiceOrNull, PersonSerializer, StrictFields
from diagnostics import choices
from diagnostics.models import Diagnosis

STATEMENT = ("label", "other_text", "comment")


class DiagnosisSerializer(serializers.ModelSerializer[Diagnosis]):
    """A statement on a case; a draft until `signed_at` is there."""

    case = serializers.UUIDField(source="case_id", read_only=True)
    author = PersonSerializer(read_only=True)
    other_text = BlankAsNull()
    amends = serializers.UUIDField(source="amends_id", allow_null=True, read_only=True)
    amendment_reason = BlankAsNull()
    signed_by = PersonSerializer(read_only=True, allow_null=True)
    signed_name = BlankAsNull()
    meaning = ChoiceOrNull(choices.meaning_choices())
    version = serializers.CharField(
        read_only=True, help_text="Changes with every word of the statement; to be sent when it is signed."
    )

    class Meta:
        model = Diagnosis
        fields = (
            *("id", "case", "author", *STATEMENT, "created_at", "updated_at", "amends", "amendment_reason"),
            *("signed_at", "signed_by", "signed_name", "meaning", "version"),
        )
        read_only_fields = fields


class DiagnosisFields(StrictFields, serializers.ModelSerializer[Diagnosis]):
    """The call; `other` needs `other_text`."""

    class Meta:
        model = Diagnosis
        fields: tuple[str, ...] = STATEMENT


class DiagnosisRevision(Changes, DiagnosisFields):
    """Any part of a draft."""

    class Meta(DiagnosisFields.Meta):
        extra_kwargs = {name: {"required": False} for name in STATEMENT}


class Amendment(DiagnosisFields):
    """What the case is called now, and why it changes."""

    reason = serializers.CharField(max_length=500)

    class Meta(DiagnosisFields.Meta):
        fields = (*STATEMENT, "reason")


class Signature(StrictFields):
    """The user's own password again, and what the signature means."""

    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)
    meaning = serializers.ChoiceField(choices.meaning_choices())
    version = serializers.CharField(
        max_length=64,
        required=False,
        help_text="The `version` that the signer has read. Where the draft is another by now, "
        "409 is answered and nothing is signed.",
    )
