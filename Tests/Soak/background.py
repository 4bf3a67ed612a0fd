"""Background work beside the people at work, in a thread of this process, until it is stopped."""

from __future__ import annotations

import threading


class Background(threading.Thread):
    """Runs `work` until it is stopped. `stop` raises its error, so that a failed run does not count."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.error: BaseException | None = None
        self.stopped = threading.Event()

    def work(self) -> None:
        raise NotImplementedError

    def run(self) -> None:
        try:
            self.work()
        except BaseException as problem:
            self.error = problem

    def stop(self) -> None:
        self.stopped.set()
        self.join()
        if self.error:
            raise self.error
