export { KEY_BYTES, keyFor, keyRing, type KeyRing, type RecordingKey } from './key-ring.ts';
export { ownKeys } from './own-keys.ts';
export { loadKeyRing } from './load-key-ring.ts';
export { openText, sealText } from './seal-text.ts';
