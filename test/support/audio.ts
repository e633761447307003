/** A tone as telephone systems record it: WAV, 8 kHz, 16 bits, one channel. */
export function wav(seconds: number, told: { headerSeconds?: number } = {}): Buffer {
  const bytes = Math.round(seconds * 8000) * 2;
  const counted = Math.round((told.headerSeconds ?? seconds) * 8000) * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + counted, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(counted, 40);
  const samples = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 2)
    samples.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 440 * at) / 16_000)), at);
  return Buffer.concat([header, samples]);
}

/** Silence as MP3: MPEG 1 layer 3, 32 kbit/s, 44.1 kHz, frames of 1,152 samples; nothing in it tells its length. */
export function mp3(seconds: number): Buffer {
  const frame = Buffer.alloc(104);
  frame.set([0xff, 0xfb, 0x10, 0xc4]);
  return Buffer.concat(Array.from({ length: Math.round((seconds * 44_100) / 1152) }, () => frame));
}
