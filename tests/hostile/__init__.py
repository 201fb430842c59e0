"""What a stranger tries."""

import asyncio
import threading


def run(coroutine):
    """Its result, by an event loop of its own: in a worker's main thread Playwright's runs between browser tests."""
    done = []

    def alone():
        try:
            done.append((asyncio.run(coroutine), None))
        except BaseException as error:
            done.append((None, error))

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join()
    result, error = done[0]
    if error:
        raise error
    return result
