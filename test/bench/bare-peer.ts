import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { WebSocketServer, type WebSocket } from 'ws';
import { answerParent } from './answering.ts';

/** The least that takes the notification and shows it: express and ws, nothing stored, looked up or checked. */
const app = express();
const byExtension = new Map<string, WebSocket>();
const server = createServer(app);
const sockets = new WebSocketServer({ server, path: '/ws' });
let shown = 0;

interface Notification {
  contact_phone_number: string;
  extension_phone_number: string;
  virtual_phone_number: string;
  notification_time: string;
  call_session_id: number;
}

/** A frame as long as one of the product for a known caller. */
function frameOf(body: Notification): string {
  shown += 1;
  return JSON.stringify({
    cursor: String(shown),
    type: 'call.ringing',
    callId: String(body.call_session_id),
    at: body.notification_time,
    call: {
      direction: 'in',
      line: `+${body.virtual_phone_number}`,
      from: `+${body.contact_phone_number}`,
      state: 'ringing',
      extension: body.extension_phone_number,
    },
    caller: { kind: 'patient', class: 'returning', reasons: ['completed-visit'], card: 'x'.repeat(450) },
  });
}

app.use(express.json());
app.post('/one', (request, response) => {
  const body = request.body as Notification;
  byExtension.get(body.extension_phone_number)?.send(frameOf(body));
  response.type('text/plain').send('ok');
});
app.post('/all', (request, response) => {
  const frame = frameOf(request.body as Notification);
  for (const socket of sockets.clients) socket.send(frame);
  response.type('text/plain').send('ok');
});
sockets.on('connection', (socket) => {
  socket.on('message', (data) => {
    const { extension } = JSON.parse((data as Buffer).toString()) as { extension: string };
    byExtension.set(extension, socket);
  });
});

async function start(): Promise<{ port: number }> {
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

answerParent({ start }, async () => {
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  server.close();
});
