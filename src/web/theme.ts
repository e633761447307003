import { createTheme, defaultVariantColorsResolver } from '@mantine/core';

const primaryColor = 'cyan';

export const theme = createTheme({
  primaryColor,
  primaryShade: { light: 9, dark: 7 },
  // Dark letters on the lighter filled colours of the dark scheme: 4.5:1 there too.
  autoContrast: true,
  luminanceThreshold: 0.22,
  variantColorResolver(input) {
    const colors = defaultVariantColorsResolver(input);
    // The default judges by the light scheme alone.
    return input.variant === 'filled' && (input.color === undefined || input.color === primaryColor)
      ? { ...colors, color: 'var(--mantine-primary-color-contrast)' }
      : colors;
  },
  defaultRadius: 'md',
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  cursorType: 'pointer',
});
