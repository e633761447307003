import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  title: string;
  onClose(): void;
  size?: 'md' | 'lg' | 'xl';
  testId?: string;
  children: ReactNode;
}

/** Drawn while it is open. Closes by Escape and gives the focus back to where it was. */
export function Dialog({ title, onClose, size = 'lg', testId, children }: DialogProps) {
  const { t } = useTranslation();
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus();
    },
    [before],
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t('page.close') }}
      data-testid={testId}
    >
      {children}
    </Modal>
  );
}
