const DIALLED = 'trubka-dial-';

/** Of our own commands that change a call which is there. */
export const routeCommandId = 'trubka-command';

/** Of a call that we order. Its notifications repeat it, so it is another id of that call. */
export function dialCommandId(requestId: string): string {
  return DIALLED + requestId;
}

/** Ids of other programs are not believed: nothing makes them unique, and calls of the same id become one. */
export function isOurDial(commandId: string | null): commandId is string {
  return commandId?.startsWith(DIALLED) ?? false;
}

/** A call that somebody ordered first rings at our own employee; one that was only sent elsewhere does not. */
export function ordersCall(commandId: string | null): boolean {
  return commandId !== null && commandId !== routeCommandId;
}
