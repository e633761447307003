import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../page/dialog.tsx';
import { EraseForm } from './erase-form.tsx';
import type { Subject } from './shapes.ts';
import { SubjectField } from './subject-field.tsx';

/** First who is meant, then what would go, and only then the button. */
export function EraseDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const [subject, setSubject] = useState<Subject | null>(null);
  return (
    <Dialog title={t('privacy.find')} onClose={onClose} testId="erase-dialog">
      <Stack>
        {subject === null ? (
          <SubjectField onChosen={setSubject} />
        ) : (
          <EraseForm subject={subject} onAnother={() => setSubject(null)} onClose={onClose} />
        )}
      </Stack>
    </Dialog>
  );
}
