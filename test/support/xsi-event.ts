/** The employee's part of a call, by the names of Xsi. */
export type XsiCall = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** An event of BroadWorks Xsi as Beeline's PBX sends it to a subscription. */
export function xsiEvent(type: string, call: XsiCall | null, targetId = '9000000201@mpbx.sip.beeline.ru'): string {
  const head = {
    eventID: '6e0b2f1c-9d33',
    sequenceNumber: '7',
    userId: targetId,
    subscriptionId: 'e2c1a7f0',
    targetId,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<xsi:Event xmlns:xsi="http://schema.broadsoft.com/xsi" xmlns:xsi1="http://www.w3.org/2001/XMLSchema-instance"',
    ` xsi1:type="xsi:SubscriptionEvent">${elements(head)}`,
    `<xsi:eventData xsi1:type="xsi:${type}">${call === null ? '' : elements({ call })}</xsi:eventData></xsi:Event>`,
  ].join('');
}

function elements(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const inner = typeof value === 'string' ? value : elements(value as Record<string, unknown>);
      return `<xsi:${name}>${inner}</xsi:${name}>`;
    })
    .join('');
}
