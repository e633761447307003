import type { ProviderTemplate } from '../../../src/contracts/pbx.ts';
import { paths } from './paths.ts';
import type { ThreecxSettings } from './settings.ts';

/**
 * Our name → 3CX's variable. Times are objects of .NET there: the inner brackets fill in the variable, the outer ones
 * write it, so these take two passes.
 */
const reported: readonly (readonly [name: string, expression: string, passes: 1 | 2])[] = [
  ['call_type', '[CallType]', 1],
  ['number', '[Number]', 1],
  ['agent', '[Agent]', 1],
  ['duration', '[Duration]', 1],
  ['started_at', time('CallStartTimeUTC'), 2],
  ['answered_at', time('CallEstablishedTimeUTC'), 2],
  ['ended_at', time('CallEndTimeUTC'), 2],
  ['recording_url', '[RecordingUrl]', 1],
];

function time(variable: string): string {
  return `[[${variable}].ToString("yyyy-MM-ddTHH:mm:ssZ")]`;
}

/** The CRM template of 3CX v18 and v20: the look-up by number and the report of a finished call. */
export function templates(account: string, settings: ThreecxSettings, baseUrl: string): ProviderTemplate[] {
  const base = `${baseUrl}/webhooks/${encodeURIComponent(account)}/${settings.secret}`;
  return [
    {
      kind: 'file',
      title: 'trubka.xml → Integrations → CRM → Add template; then switch on Call Journaling and save',
      method: 'POST',
      url: `${base}${paths.call}`,
      body: documentOf(base),
    },
  ];
}

/** ReportCall has neither Variables nor Outputs: with them some versions do not send it. */
function documentOf(base: string): string {
  const lookUp = escaped(`${base}${paths.lookup}?number=[Number]&CallDirection=[CallDirection]`);
  const values = reported.map(
    ([name, expression, passes]) =>
      `          <Value Key="${name}" Passes="${passes}" Type="String">${escaped(expression)}</Value>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<Crm Country="RU" Name="Trubka" Version="1" SupportsEmojis="true">
  <Number Prefix="AsIs" MaxLength="" />
  <Connection MaxConcurrentRequests="8" />
  <Parameters>
    <Parameter Name="ReportCallEnabled" Type="Boolean" Parent="" Editor="String" Title="Enable Call Journaling" Default="True" />
  </Parameters>
  <Authentication Type="No" />
  <Scenarios>
    <Scenario Id="" Type="REST">
      <Request Url="${lookUp}" MessagePasses="0" RequestEncoding="UrlEncoded" RequestType="Get" ResponseType="Json" />
      <Rules>
        <Rule Type="Any">contact.id</Rule>
      </Rules>
      <Variables>
        <Variable Name="ContactId" Path="contact.id"><Filter /></Variable>
        <Variable Name="FirstName" Path="contact.name"><Filter /></Variable>
        <Variable Name="PhoneMobile" Path="contact.phone"><Filter /></Variable>
      </Variables>
      <Outputs AllowEmpty="false">
        <Output Type="FirstName" Passes="0" Value="[FirstName]" />
        <Output Type="PhoneMobile" Passes="0" Value="[PhoneMobile]" />
        <Output Type="EntityId" Passes="0" Value="[ContactId]" />
        <Output Type="EntityType" Passes="0" Value="Contacts" />
      </Outputs>
    </Scenario>
    <Scenario Id="ReportCall" Type="REST">
      <Request SkipIf="[ReportCallEnabled]!=True" Url="${escaped(`${base}${paths.call}`)}" MessagePasses="0" RequestContentType="application/json" RequestEncoding="Json" RequestType="Post" ResponseType="Json">
        <PostValues Key="">
${values.join('\n')}
        </PostValues>
      </Request>
    </Scenario>
  </Scenarios>
</Crm>
`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
