from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from django.conf import settings

from jobs.storage_lock import StorageBusy, storage_locked
from jobs.tools import configured_tools
from orchestrator.configuration import SettingsError
from orchestrator.services.zoom.zoom_access import SECRETS


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def test_the_sandbox_needs_no_secrets() -> None:
    assert configured_tools(settings.COMPANY).zoom.host == settings.COMPANY.zoom.host


def test_the_real_zoom_needs_all_three_and_says_which_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = settings.COMPANY.model_copy(
        update={"zoom": settings.COMPANY.zoom.model_copy(update={"sandbox": False})}
    )
    with pytest.raises(SettingsError, match="ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET"):
        configured_tools(real)
    monkeypatch.setenv("ZOOM_ACCOUNT_ID", "a")
    monkeypatch.setenv("ZOOM_CLIENT_ID", "b")
    with pytest.raises(SettingsError, match=r"^ZOOM_CLIENT_SECRET: missing"):
        configured_tools(real)
    monkeypatch.setenv("ZOOM_CLIENT_SECRET", "c")
    assert configured_tools(real).zoom.host == settings.COMPANY.zoom.host


def _try(directory: Path, answers: multiprocessing.Queue[str]) -> None:
    try:
        with storage_locked(directory):
            answers.put("taken")
    except StorageBusy as busy:
        answers.put(str(busy))


def test_a_second_process_on_one_storage_is_refused_by_name_and_may_come_later(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[str] = context.Queue()

    def ask() -> str:
        process = context.Process(target=_try, args=(tmp_path, answers))
        process.start()
        process.join()
        return answers.get(timeout=10)

    with storage_locked(tmp_path):
        assert f"process {os.getpid()}" in ask()
    assert ask() == "taken"
