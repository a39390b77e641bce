/**
 * The one back end behind every Service: it tells, in a response header, which Service it stands for, the raw request target
 * and every header line. A raw socket on purpose: an HTTP library would refuse or tidy what is to be looked at.
 */
import { createServer, type Server, type Socket } from "node:net";

export interface Echo {
  readonly backend: string;
  readonly target: string;
  /** Lower-case names, in the order received. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export const echoHeader = "x-echo";

export interface EchoServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startEcho(): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    answerAll(socket);
  });
  const port = await listen(server);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the echo has no port"));
      else resolve(address.port);
    });
  });
}

/** Requests carry no body, so each ends with its empty line. */
function answerAll(socket: Socket): void {
  let pending = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.write(answer(pending.slice(0, end)), "latin1");
      pending = pending.slice(end + 4);
    }
  });
}

function answer(head: string): string {
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^ /, "")];
  });
  const backend = headers.find(([name]) => name === "x-echo-backend")?.[1] ?? "";
  // An empty Service is the controller's own default back end.
  if (backend === "") return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  const target = first.slice(first.indexOf(" ") + 1, first.lastIndexOf(" "));
  const echo: Echo = { backend, target, headers: headers.filter(([name]) => name !== "x-echo-backend") };
  const text = Buffer.from(JSON.stringify(echo)).toString("base64");
  return `HTTP/1.1 200 OK\r\n${echoHeader}: ${text}\r\nContent-Length: 0\r\n\r\n`;
}
