import { Alert, Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** One part that cannot be drawn (an answer nobody expected) must not take the rest of the screen with it. */
export class FailureBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Failure onRetry={() => this.setState({ failed: false })} />;
  }
}

function Failure({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" role="alert" data-testid="failure">
      {t('failure.failed')}{' '}
      <Button variant="default" size="compact-sm" onClick={onRetry}>
        {t('failure.retry')}
      </Button>
    </Alert>
  );
}
