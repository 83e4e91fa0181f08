"""Slow clients: slow.py HOST:PORT/ COUNT opens COUNT connections that send one byte in five seconds.

A third never finishes its request's head, a third never finishes a body whose length it promised,
a third never finishes a chunked body. Each connection that the server closes is opened anew, for 45
seconds. Says how many stood open at most, and how the server got rid of them.
"""

import asyncio
import collections
import os
import resource
import sys

HEADS = [
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n",
    b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
]
ends = collections.Counter()
open_now = most = 0


async def slow(host: str, port: int, number: int) -> None:
    global open_now, most
    while True:
        try:
            reader, writer = await asyncio.open_connection(host, port)
        except OSError as error:
            ends[f"not opened: {error.strerror}"] += 1
            await asyncio.sleep(1)
            continue
        open_now += 1
        most = max(most, open_now)
        try:
            writer.write(HEADS[number % 3])
            while True:
                try:
                    answer = await asyncio.wait_for(reader.read(100), 5)
                    ends[answer[9:12].decode() or "closed"] += 1
                    break
                except asyncio.TimeoutError:
                    writer.write(b"a")
                    await writer.drain()
        except OSError:
            ends["reset"] += 1
        finally:
            open_now -= 1
            writer.close()


async def main() -> None:
    host, port = sys.argv[1].rstrip("/").split(":")
    count = int(sys.argv[2])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * count), hard))
    tasks = [asyncio.create_task(slow(host, int(port), number)) for number in range(count)]
    assert len(tasks) == count  # kept, or they would be collected
    await asyncio.sleep(45)
    print(f"slow clients: {most} open at most; ended: {dict(ends)}", flush=True)
    # Thousands of connections need no farewell.
    os._exit(0)


asyncio.run(main())
