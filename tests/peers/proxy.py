#!/usr/bin/env python3
"""A TCP proxy that prints what the client sends, line by line, and may delay both ways.

usage: proxy.py PORT TARGET_PORT [ONE_WAY_MILLISECONDS]
"""
import asyncio, sys

port, target = int(sys.argv[1]), int(sys.argv[2])
delay = float(sys.argv[3]) / 1000 if len(sys.argv) > 3 else 0


async def pump(reader, writer, show):
    loop, queue = asyncio.get_running_loop(), asyncio.Queue()

    async def deliver():
        while True:
            due, data = await queue.get()
            if not data:
                writer.close()
                return
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            writer.write(data)
            await writer.drain()

    task, rest = asyncio.create_task(deliver()), b""
    while True:
        try:
            data = await reader.read(65536)
        except OSError:
            data = b""
        await queue.put((loop.time() + delay, data))
        *lines, rest = (rest + data).split(b"\r\n") if show else (b"",)
        for line in lines:
            print("C", line.decode("utf-8", "replace"), flush=True)
        if not data:
            break
    await task


async def client(reader, writer):
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", target)
    await asyncio.gather(pump(reader, inner_writer, True), pump(inner_reader, writer, False), return_exceptions=True)


async def main():
    server = await asyncio.start_server(client, "127.0.0.1", port)
    await server.serve_forever()


asyncio.run(main())
