import { formatPhone } from '../words/format-phone.ts';
import { seesWholeNumbers } from '../../contracts/role.ts';
import { maskPhone } from '../words/mask-phone.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** A number as this person may read it. The API decides what leaves the server; this is about the screen only. */
export function Phone({ number }: { number: string }) {
  const { me } = useWorkplace();
  const whole = seesWholeNumbers(me?.role);
  return (
    <span style={{ whiteSpace: 'nowrap' }} data-testid="phone">
      {whole ? formatPhone(number) : maskPhone(number)}
    </span>
  );
}
