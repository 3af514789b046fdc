"""Decoding in the child process: every format, every oddity, and files that mean harm."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import struct
import threading
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageCms

from mlcore.serving.decoding import Decoder, UnreadableImageError
from tests.mlcore.fields import encoded, field

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as decoder:
        yield decoder


def file_of(image: Image.Image, image_format: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, image_format, **options)
    return stream.getvalue()


def refusal(decoder: Decoder, data: bytes) -> UnreadableImageError:
    with pytest.raises(UnreadableImageError) as caught:
        decoder.decode(data)
    return caught.value


def test_the_child_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEUKOSCOPE_SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "hidden")
    with Decoder() as decoder:
        decoder.decode(encoded(field(1, (50, 30)), "PNG"))
        assert decoder._child is not None
        told = Path(f"/proc/{decoder._child.pid}/environ").read_bytes()
    assert b"PATH=" in told
    assert b"hidden" not in told


@pytest.mark.parametrize("image_format", ["PNG", "BMP", "TIFF"])
def test_lossless_formats_come_back_pixel_by_pixel(decoder: Decoder, image_format: str) -> None:
    pixels = field(1, (50, 30))

    picture = decoder.decode(encoded(pixels, image_format))

    assert picture.pixels.dtype == np.uint8
    assert np.array_equal(picture.pixels, pixels)


@pytest.mark.parametrize("image_format", ["JPEG", "WEBP"])
def test_lossy_formats_come_back_nearly(decoder: Decoder, image_format: str) -> None:
    pixels = field(2)

    picture = decoder.decode(encoded(pixels, image_format, quality=95))

    assert np.abs(picture.pixels.astype(int) - pixels).mean() < 5


def test_copies_are_small_and_carry_no_metadata(decoder: Decoder) -> None:
    image = Image.fromarray(field(3, (900, 600)))
    exif = Image.Exif()
    exif[0x010E] = "PATIENT NAME"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = file_of(image, "JPEG", exif=exif, comment=b"PATIENT NAME", icc_profile=profile)

    picture = decoder.decode(data)

    for copy, longest in ((picture.display, 900), (picture.thumbnail, 320)):
        opened = Image.open(io.BytesIO(copy))
        assert opened.format == "JPEG"
        assert max(opened.size) == longest
        assert not opened.getexif()
        assert b"PATIENT NAME" not in copy


def test_copies_are_made_only_when_asked_for(decoder: Decoder) -> None:
    picture = decoder.decode(encoded(field(3)), copies=False)

    assert (picture.display, picture.thumbnail) == (b"", b"")


@pytest.mark.parametrize(("orientation", "turns"), [(3, 2), (6, 3), (8, 1)])
def test_a_turned_camera_is_turned_back(decoder: Decoder, orientation: int, turns: int) -> None:
    pixels = field(4, (60, 40))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = file_of(Image.fromarray(pixels), "PNG", exif=exif)

    assert np.array_equal(decoder.decode(data).pixels, np.rot90(pixels, turns))


@pytest.mark.parametrize("image_format", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_cut_off(decoder: Decoder, image_format: str) -> None:
    grey = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)

    pixels = decoder.decode(file_of(Image.fromarray(grey), image_format)).pixels

    assert np.abs(pixels[..., 0].astype(int) - grey / 257).max() <= 1
    assert np.array_equal(pixels[..., 0], pixels[..., 2])


def test_transparency_is_laid_on_white(decoder: Decoder) -> None:
    clear = np.zeros((8, 8, 4), np.uint8)
    clear[:, 4:] = (10, 200, 30, 255)

    pixels = decoder.decode(file_of(Image.fromarray(clear), "PNG")).pixels

    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[0, 7].tolist() == [10, 200, 30]


@pytest.mark.parametrize("mode", ["LA", "P", "1", "L", "RGBA"])
def test_other_pixel_modes_become_rgb(decoder: Decoder, mode: str) -> None:
    image = Image.fromarray(field(5, (40, 40))).convert(mode)

    assert decoder.decode(file_of(image, "PNG")).pixels.shape == (40, 40, 3)


def test_a_palette_with_a_clear_colour_is_laid_on_white(decoder: Decoder) -> None:
    image = Image.new("P", (4, 4), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])

    pixels = decoder.decode(file_of(image, "PNG", transparency=0)).pixels

    assert (pixels == 255).all()


@pytest.mark.parametrize("image_format", ["JPEG", "TIFF"])
def test_printers_colours_become_rgb(decoder: Decoder, image_format: str) -> None:
    image = Image.new("RGB", (16, 16), (200, 30, 40)).convert("CMYK")

    pixels = decoder.decode(file_of(image, image_format)).pixels

    assert np.abs(pixels[8, 8].astype(int) - (200, 30, 40)).max() < 12


def test_pixels_without_a_known_scale_are_refused(decoder: Decoder) -> None:
    image = Image.fromarray(np.linspace(0, 1, 256, dtype=np.float32).reshape(16, 16))

    assert refusal(decoder, file_of(image, "TIFF")).code == "unsupported_pixels"


@pytest.mark.parametrize(
    "data", [b"", b"no image at all", b"%PDF-1.7\n", b"GIF89a" + bytes(40), b"\xff\xd8\xff"]
)
def test_what_is_none_of_the_five_formats_is_refused(decoder: Decoder, data: bytes) -> None:
    error = refusal(decoder, data)

    assert error.code == "unsupported_format"
    assert error.text.endswith(".")


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "BMP", "WEBP"])
def test_a_truncated_file_is_refused(decoder: Decoder, image_format: str) -> None:
    data = encoded(field(6), image_format)

    assert refusal(decoder, data[: len(data) * 2 // 3]).code in {"damaged", "unsupported_format"}


def test_a_damaged_file_leaves_the_decoder_usable(decoder: Decoder) -> None:
    whole = encoded(field(7))
    draw = np.random.default_rng(0)
    for _ in range(20):
        broken = bytearray(whole)
        for place in draw.integers(0, len(broken), 30):
            broken[place] = int(draw.integers(0, 256))
        with contextlib.suppress(UnreadableImageError):
            decoder.decode(bytes(broken))

    assert np.array_equal(decoder.decode(whole).pixels, field(7))


@pytest.mark.parametrize("image_format", ["WEBP", "PNG", "TIFF"])
def test_several_pictures_in_one_file_are_refused(decoder: Decoder, image_format: str) -> None:
    first, second = (Image.fromarray(field(seed, (32, 32))) for seed in (1, 2))
    data = file_of(first, image_format, save_all=True, append_images=[second])

    assert refusal(decoder, data).code == "several_pictures"


def test_of_a_phones_picture_with_a_preview_the_picture_is_read(decoder: Decoder) -> None:
    first, second = (Image.fromarray(field(seed, (64, 64))) for seed in (1, 2))
    data = file_of(first, "MPO", save_all=True, append_images=[second], quality=95)

    assert np.abs(decoder.decode(data).pixels.astype(int) - field(1, (64, 64))).mean() < 6


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has width x height pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(decoder: Decoder) -> None:
    assert refusal(decoder, bomb(50_000, 50_000)).code == "too_large"


def test_a_decoder_whose_child_was_killed_starts_another() -> None:
    with Decoder() as decoder:
        decoder.decode(encoded(field(1)))
        child = decoder._child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()

        assert decoder.decode(encoded(field(1))).pixels.shape == (224, 224, 3)


def test_a_child_that_dies_over_an_image_is_a_refusal() -> None:
    with Decoder() as decoder:
        decoder.decode(encoded(field(1)))
        child = decoder._child
        assert child is not None
        os.kill(child.pid, signal.SIGSTOP)
        threading.Timer(0.2, os.kill, (child.pid, signal.SIGKILL)).start()

        assert refusal(decoder, encoded(field(1))).code == "decoder_died"


def test_an_image_that_takes_too_long_is_a_refusal() -> None:
    with Decoder(time_limit=0.5) as decoder:
        running = decoder._running_child()
        os.kill(running.pid, signal.SIGSTOP)

        assert refusal(decoder, encoded(field(1))).code == "too_slow"


def test_threads_may_share_a_decoder(decoder: Decoder) -> None:
    pictures = [field(seed, (40 + seed, 30)) for seed in range(8)]
    answers: dict[int, np.ndarray] = {}

    def ask(index: int) -> None:
        answers[index] = decoder.decode(encoded(pictures[index])).pixels

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(np.array_equal(answers[index], pictures[index]) for index in range(8))


def test_an_image_taller_than_a_strip_arrives_without_a_seam(decoder: Decoder) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2500, 16, 3), dtype=np.uint8)

    assert np.array_equal(decoder.decode(encoded(pixels)).pixels, pixels)
