/** `short`: Excel has rounded the number; what it was cannot be told from the cell. */
export type WholeNumber = { is: 'text'; text: string } | { is: 'short' };

const exponent = /^([+-]?)(\d)(?:[.,](\d+))?[EeЕе]\+?(\d{1,2})$/;

/**
 * Undoes what a sheet does to a telephone number in a cell of numbers: `7,9161234567E+10` and `79161234567,00` become
 * its digits. `7,9161E+10` has lost digits: `short`.
 */
export function wholeNumber(cell: string): WholeNumber {
  const compact = cell.replace(/\s/g, '');
  const scientific = exponent.exec(compact);
  if (scientific) {
    const [, sign = '', first = '', rest = '', power = '0'] = scientific;
    const digits = first + rest;
    const length = Number(power) + 1;
    // With fewer digits it may be rounded: a guessed number is somebody else's.
    if (digits.length !== length) return { is: 'short' };
    return { is: 'text', text: `${sign === '+' ? '+' : ''}${digits}` };
  }
  const decimal = /^(\+?\d{6,15})[.,]0+$/.exec(compact);
  return { is: 'text', text: decimal?.[1] ?? cell };
}
