import { ActionIcon, Group, Menu, Switch, Text, Title, Tooltip, useMantineColorScheme } from '@mantine/core';
import IconDotsVertical from '@tabler/icons-react/dist/esm/icons/IconDotsVertical.mjs';
import IconHeadset from '@tabler/icons-react/dist/esm/icons/IconHeadset.mjs';
import IconLogout from '@tabler/icons-react/dist/esm/icons/IconLogout.mjs';
import IconUserCircle from '@tabler/icons-react/dist/esm/icons/IconUserCircle.mjs';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { canNotify } from '../workplace/notify-ring.ts';
import { ShiftButton } from '../shift/shift-button.tsx';
import { playRing } from '../workplace/play-ring.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { ConnectionDot } from './connection-dot.tsx';
import classes from './header.module.css';
import { LanguageSwitch } from './language-switch.tsx';

interface HeaderProps {
  counterMode: boolean;
  onCounterMode(on: boolean): void;
  sound: boolean;
  onSound(on: boolean): void;
  notifications: boolean;
  onNotifications(on: boolean): void;
  onSignOut(): void;
  onChangeSeat?: () => void;
}

export function Header(props: HeaderProps) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const branches = me?.branches ?? [];
  const place = branches.length === 1 ? branches[0]?.name : branches.map((branch) => branch.name).join(', ');
  const seat = me === null ? '' : (me.seatName ?? me.seat ?? me.label);
  return (
    <header className={classes.header}>
      <Title order={1} size="h3" className={classes.product}>
        {t('product')}
      </Title>
      <Text className={classes.place} truncate data-testid="place">
        <span className={classes.seat}>{seat}</span>
        {place !== undefined && place !== '' && <span className={classes.branch}> · {place}</span>}
      </Text>
      <ShiftButton />
      <ConnectionDot />
      <Group gap="sm" wrap="nowrap" className={classes.tools}>
        <Tooltip label={t('header.counterModeHint')} openDelay={600}>
          <Switch
            size="sm"
            label={t('header.counterMode')}
            checked={props.counterMode}
            onChange={(event) => props.onCounterMode(event.currentTarget.checked)}
            classNames={{ label: classes.counterLabel ?? '' }}
            data-testid="counter-mode"
          />
        </Tooltip>
        <LanguageSwitch />
        <HeaderMenu {...props} />
      </Group>
    </header>
  );
}

function HeaderMenu({ sound, onSound, notifications, onNotifications, onSignOut, onChangeSeat }: HeaderProps) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const [, open] = useLocation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const blocked = canNotify() && Notification.permission === 'denied';

  async function toggleNotifications(on: boolean): Promise<void> {
    onNotifications(on && (await Notification.requestPermission()) === 'granted');
  }

  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={300} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('header.menu')} data-testid="menu">
          <IconDotsVertical size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.CheckboxItem
          checked={sound}
          onClick={() => {
            onSound(!sound);
            // Heard at once, and the touch of the page that browsers ask for before any sound.
            if (!sound) playRing();
          }}
          data-testid="sound"
        >
          {t('header.sound')}
        </Menu.CheckboxItem>
        {canNotify() && (
          <Menu.CheckboxItem
            checked={notifications && !blocked}
            disabled={blocked}
            onClick={() => void toggleNotifications(!notifications)}
          >
            {blocked ? t('header.notificationsBlocked') : t('header.notifications')}
          </Menu.CheckboxItem>
        )}
        <Menu.Label>{t('header.colors')}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
        >
          {(['light', 'dark', 'auto'] as const).map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(`header.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        {me?.user != null && (
          <Menu.Item
            leftSection={<IconUserCircle size={18} />}
            closeMenuOnClick
            onClick={() => open('/account')}
            data-testid="own-account"
          >
            {t('header.account', { name: me.label })}
          </Menu.Item>
        )}
        {onChangeSeat !== undefined && (me?.seats ?? []).length > 0 && (
          <Menu.Item
            leftSection={<IconHeadset size={18} />}
            closeMenuOnClick
            onClick={onChangeSeat}
            data-testid="change-seat"
          >
            {t('header.changeSeat')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={18} />} closeMenuOnClick onClick={onSignOut} data-testid="sign-out">
          {t('header.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
