"""A file on its way in: whole or not at all, private, and never more than there is room for."""

import io
import shutil
from collections import namedtuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heedful.listen.imports.models import Import
from tests.listen.imports.desk import send, words_of


def test_nothing_chosen_is_said_beside_the_field(page, home):
    answer = page("upload", whole="yes")

    assert (answer.status_code, "Choose a file." in words_of(answer)) == (422, True)


def test_an_upload_that_breaks_off_leaves_no_file_and_a_word_in_the_list(page, client, home):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n' + b"1,2,3\n" * 60_000
    whole = len(body) * 10 // 9

    line = {"CONTENT_LENGTH": str(whole), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
    answer = client.generic("POST", reverse("listen:upload"), **line, **{"wsgi.input": io.BytesIO(body)})

    assert answer.status_code == 422
    assert "Nothing was kept: send it again." in words_of(answer)
    run = Import.objects.get()
    assert (run.state, run.size) == ("broken", 0)
    assert "The upload broke off at 89 %." in words_of(page("import", run))
    assert list((home / "uploads").iterdir()) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(page, home, settings):
    settings.UPLOAD_BYTES = 1 << 20

    answer = send(page, "1,2,3\n" * 400_000)

    assert (answer.status_code, "more than 1 MB" in words_of(answer)) == (422, True)
    assert (Import.objects.count(), (home / "uploads").exists()) == (0, False)


def test_a_disk_without_room_is_said_before_anything_is_kept(page, home, monkeypatch):
    full = namedtuple("Usage", "total used free")(10**12, 10**12, 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)

    answer = send(page)

    assert (answer.status_code, "has no room for a file of this size" in words_of(answer)) == (422, True)
    assert not Import.objects.exists()


def test_files_are_private_to_the_owner_of_the_install(sent, home):
    path = next((home / "uploads" / str(sent().pk)).iterdir())

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_name_made_to_lead_elsewhere_stays_in_its_folder(sent, home):
    run = sent(name="../../../etc/passwd" + "x" * 300 + ".csv")

    path = next((home / "uploads" / str(run.pk)).iterdir())
    assert path.parent.parent == home / "uploads"
    assert len(path.name) < 120


@pytest.mark.parametrize("letter", ["ж", "顧", "😀", "e\u0301"])
def test_a_long_name_in_any_script_fits_the_disk(sent, home, letter):
    run = sent(name=letter * 120 + ".csv")

    path = next((home / "uploads" / str(run.pk)).iterdir())
    assert path.name.startswith(letter * 20)
    assert path.name.endswith(".csv")
    assert run.file_name == letter * 120 + ".csv"


def test_a_form_from_elsewhere_is_refused_and_its_file_swept(alice, home, store):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    strict.cookies["csrftoken"] = "a" * 32

    answer = strict.post(reverse("listen:upload"), {"file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n"), "whole": "yes"})

    assert answer.status_code == 403
    assert list((home / "uploads").iterdir()) == []
