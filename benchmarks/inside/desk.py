"""A desk of the portal that queues and uploads fields and waits for what comes of them.

`python -m benchmarks.inside.desk` makes a laboratory in the data folder that the environment names, says
"ready", and then answers each line with seconds:

- `queue N`: put N fields into the queue; 0.
- `worked`: wait until the queue is empty; from the first start of these analyses to their last end.
- `upload PORT`: send one field to the web server at that port; from the request to the stored result.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
import uuid
from typing import TYPE_CHECKING, Any, Final

import django

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

PATIENCE: Final = 300.0
LOOK_EVERY: Final = 0.002
PICTURES: Final = 8


class Desk:
    """Its laboratory, and the fields it sends."""

    def __init__(self) -> None:
        from accounts.models import Laboratory, User
        from accounts.services.tokens import issue_token
        from benchmarks.fields import small_file

        laboratory = Laboratory.objects.create(name=f"Benchmark {uuid.uuid4()}")
        self.user: User = User.objects.create_user(
            f"desk-{laboratory.pk}", laboratory=laboratory, role="pathologist"
        )
        self.token = issue_token(user=self.user)
        self.files = [small_file(seed) for seed in range(PICTURES)]
        self.asked: list[Any] = []

    def queue(self, count: int) -> float:
        """Put fields into the queue."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from diagnostics.services.intake import receive_slide

        self.asked = []
        while len(self.asked) < count:
            case = self._case()
            for file in self.files[: count - len(self.asked)]:
                image = SimpleUploadedFile("field.jpg", file)
                self.asked.append(receive_slide(user=self.user, case=case, image=image).pk)
        return 0.0

    def worked(self) -> float:
        """Wait for the queued ones; seconds between the first start and the last end."""
        from django.db.models import Max, Min

        from diagnostics.models import Analysis

        rows = Analysis.objects.filter(pk__in=self.asked)
        self._wait(lambda: rows.filter(finished_at=None).count() == 0)
        times = rows.aggregate(first=Min("started_at"), last=Max("finished_at"))
        return float((times["last"] - times["first"]).total_seconds())

    def upload(self, port: int) -> float:
        """Send one field over HTTP and wait for its result."""
        from diagnostics.models import Analysis

        body, kind = _multipart(str(self._case().pk), self.files[0])
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        connection.request("POST", "/api/v1/slides/", body, headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        if answer.status != http.client.CREATED:
            raise RuntimeError(said)
        rows = Analysis.objects.filter(pk=said["analysis"]["id"])
        self._wait(lambda: not rows.filter(finished_at=None).exists())
        return time.perf_counter() - began

    def _case(self) -> Case:
        import datetime

        from cases.services.patients import register_patient
        from cases.services.registration import register_case

        number = uuid.uuid4().hex
        patient = register_patient(
            user=self.user,
            mrn=number,
            family_name="Demo-Bench",
            given_name="Invented",
            date_of_birth=datetime.date(1980, 1, 1),
            sex="unknown",
        )
        return register_case(
            user=self.user,
            patient=patient,
            accession_number=number,
            specimen="peripheral_blood",
            priority="routine",
        )

    @staticmethod
    def _wait(condition: Any) -> None:  # noqa: ANN401 - a call that says whether it is so
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("The worker did not end its work.")
            time.sleep(LOOK_EVERY)


def _multipart(case: str, image: bytes) -> tuple[bytes, str]:
    border = uuid.uuid4().hex
    head = f'--{border}\r\nContent-Disposition: form-data; name="case"\r\n\r\n{case}\r\n--{border}\r\n'
    head += 'Content-Disposition: form-data; name="image"; filename="field.jpg"\r\n'
    head += "Content-Type: image/jpeg\r\n\r\n"
    return head.encode() + image + f"\r\n--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"


def main() -> int:
    """Answer until the input ends."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    desk = Desk()
    print("ready", flush=True)
    for line in sys.stdin:
        word, *numbers = line.split()
        print(getattr(desk, word)(*map(int, numbers)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
