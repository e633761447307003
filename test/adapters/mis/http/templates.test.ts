import { problemOfTemplate, renderPath, renderText, renderValue } from '../../../../adapters/mis/http/templates.ts';

it.each([
  ['{{ seconds }}', 56],
  ['{{ person.externalId }}', null],
  ['{{ call.direction | upcase }}', 'IN'],
  ['{{ seconds }} с', '56 с'],
  ['{{ request.doctor.name }}', 'Петров П. П.'],
  ['{% if seconds > 0 %}да{% endif %}', 'да'],
])('%s becomes %p in JSON', (text, value) => {
  expect(
    renderValue(text, {
      ...{ seconds: 56, person: null, call: { direction: 'in' }, request: { doctor: { name: 'Петров П. П.' } } },
    }),
  ).toBe(value);
});

it('a value never ends a part of a path', () => {
  expect(renderPath('calls/{{ ref }}/x', { ref: 'a/../b?c=1' })).toBe('calls/a%2F..%2Fb%3Fc%3D1/x');
});

it('nothing is an empty text', () => {
  expect(renderText('[{{ phone }}]', { phone: null })).toBe('[]');
});

it.each([
  '{{ secret }}',
  '{{ phone',
  '{{ phone | unknown }}',
  '{% include "x" %}',
  '{% for a in clinic %}{% endfor %}',
])('refuses %s', (text) => {
  expect(problemOfTemplate(text)).not.toBeNull();
});
