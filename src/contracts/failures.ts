/** Did not happen; trying again is safe. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
  /** Seconds the other side asked us to wait, null when it did not say. */
  readonly retryAfterSeconds: number | null;
  /** The other side works: only this one thing is not there yet, and the rest need not wait for it. */
  readonly onlyThis: boolean;
  constructor(
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number | null; onlyThis?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.onlyThis = options.onlyThis ?? false;
  }
}

/** May have happened; look before trying again. */
export class AmbiguousFailure extends Error {
  override readonly name = 'AmbiguousFailure';
}

/** Will not happen by itself; a person must look. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
  /** The other side wants nothing of this account any more: what is owed waits until a person says otherwise. */
  readonly stops: boolean;
  constructor(message: string, options: { cause?: unknown; stops?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.stops = options.stops ?? false;
  }
}

/** A webhook that cannot be read. `field` names what is wrong where it is known. */
export class UnreadableNotification extends Error {
  override readonly name = 'UnreadableNotification';
  readonly field: string | null;
  constructor(message: string, field: string | null = null) {
    super(message);
    this.field = field;
  }
}
