import { Button, Tooltip } from '@mantine/core';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './call-back.module.css';
import { useDial } from './use-dial.ts';

/** «Перезвонить»: the PBX rings the own telephone, then the number. Where it cannot, the button says why. */
export function CallBack({ number, line }: { number: string; line: string | null }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const { dial, dialling, dialled, failure } = useDial(number, line);
  const able = me?.dialling;
  // An older server does not tell; a branch manager without a telephone has nothing to call from.
  if (able === undefined || able.obstacle === 'no-workplace') return null;
  const why = able.obstacle === null ? null : t(`dial.obstacles.${able.obstacle}`, { defaultValue: t('dial.cannot') });
  return (
    <span className={classes.callBack}>
      <Tooltip
        label={why}
        disabled={why === null}
        withArrow
        multiline
        maw={280}
        events={{ hover: true, focus: true, touch: true }}
      >
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPhoneOutgoing size={16} aria-hidden="true" />}
          loading={dialling}
          aria-disabled={why !== null}
          {...(why !== null && { 'data-disabled': true })}
          aria-description={why ?? undefined}
          onClick={() => {
            if (why === null) dial();
          }}
          data-testid="call-back"
        >
          {t('dial.callBack')}
        </Button>
      </Tooltip>
      <span role="status" className={classes.told} data-failed={failure !== null || undefined} data-testid="dial-told">
        {failure !== null
          ? t(`dial.failures.${failure}`, { defaultValue: t('dial.failed') })
          : dialled !== null && t('dial.pickUp', { extension: dialled.extension })}
      </span>
    </span>
  );
}
