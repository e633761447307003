/** `+79000000101` → `+7 900 000-01-01`; anything but an eleven-digit +7 number stays as it is. */
export function formatPhone(number: string): string {
  const parts = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number);
  return parts === null ? number : `+7 ${parts[1]} ${parts[2]}-${parts[3]}-${parts[4]}`;
}
