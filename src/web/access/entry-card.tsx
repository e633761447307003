import { Alert, Button, Card, Center, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../header/language-switch.tsx';
import { problemWords } from '../page/problem-words.ts';
import { nameTab } from '../words/tab-title.ts';

interface EntryCardProps {
  title: string;
  submit: string;
  /** Resolves when it is done; what it throws is shown. */
  onSubmit(): Promise<void> | void;
  /** Something else to say before anything was sent. */
  notice?: string | null;
  /** Other ways in, below the button. */
  others?: ReactNode;
  testId: string;
  children: ReactNode;
}

/** One form in the middle of an empty page: signing in and what belongs to it. */
export function EntryCard(props: EntryCardProps) {
  const { t } = useTranslation();
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<{ error: unknown } | null>(null);
  useEffect(() => nameTab({ page: null, ring: null }), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setRunning(true);
    setFailure(null);
    try {
      await props.onSubmit();
    } catch (error) {
      setFailure({ error });
    } finally {
      setRunning(false);
    }
  }

  const words = failure === null ? null : problemWords(t, failure.error);
  return (
    <Center component="main" mih="100dvh" p="md" data-testid={props.testId}>
      <Card withBorder radius="lg" padding="xl" w={420} maw="100%" shadow="sm">
        <form onSubmit={(event) => void submit(event)}>
          <Stack>
            <Title order={1} size="h2">
              {t('product')}
            </Title>
            <Text c="dimmed">{props.title}</Text>
            {(words !== null || props.notice) && (
              <Alert color="red" role="alert" data-testid="sign-in-error">
                {words === null ? props.notice : [words.title, words.detail].filter((part) => part !== '').join('. ')}
              </Alert>
            )}
            {props.children}
            <Button type="submit" loading={running} data-testid="sign-in-submit">
              {props.submit}
            </Button>
            {props.others}
            <LanguageSwitch />
          </Stack>
        </form>
      </Card>
    </Center>
  );
}
