let audio: AudioContext | null = null;

/** Two soft tones. A browser keeps audio suspended until the page was touched once; then the ring is silent. */
export function playRing(): void {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
  tone(audio, 660, 0);
  tone(audio, 880, 0.22);
}

function tone(context: AudioContext, hertz: number, afterSeconds: number): void {
  const start = context.currentTime + afterSeconds;
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.08, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.22);
}
