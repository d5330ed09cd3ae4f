'use client';

import type { Offer, ProviderInfo } from '../../state/port.ts';
import { Choice, type Chosen } from './Choices.tsx';

/** How a thread's agent works, beside its model. Absent: as the agent has it. */
export interface Manner {
  readonly agent?: string | undefined;
  readonly access?: string | undefined;
}

interface Props {
  readonly provider: ProviderInfo | undefined;
  readonly chosen: Manner;
  onChoose(changed: { readonly agent: string } | { readonly access: string }): void;
}

/** Mode and access, each only where the provider has a choice of them. */
export function MannerPickers({ provider, chosen, onChoose }: Props) {
  const { agents = [], access = [] } = provider ?? {};
  return (
    <>
      <OfferPicker label="Mode" offers={agents} chosen={chosen.agent ?? agents[0]?.id} onChoose={(agent) => onChoose({ agent })} capital />
      <OfferPicker
        label="Access"
        offers={access}
        chosen={chosen.access ?? access[0]?.id}
        onChoose={(level) => onChoose({ access: level })}
      />
    </>
  );
}

/** The same by name, for where the pickers do not stand. */
export function mannerOf(
  { agents = [], access = [] }: Partial<Pick<ProviderInfo, 'agents' | 'access'>>,
  chosen: Manner,
): readonly Chosen[] {
  const modes = chosenOf(agents, chosen.agent).map(({ name, usual }) => ({ name: name.charAt(0).toUpperCase() + name.slice(1), usual }));
  return [...modes, ...chosenOf(access, chosen.access)];
}

function chosenOf(offers: readonly Offer[], id: string | undefined): readonly Chosen[] {
  const [first] = offers;
  if (first === undefined || offers.length < 2) return [];
  const { name } = offers.find((offer) => offer.id === (id ?? first.id)) ?? { name: id ?? '' };
  return [{ name, usual: id === undefined || id === first.id }];
}

interface OfferProps {
  readonly label: string;
  readonly offers: readonly Offer[];
  /** The first of the offers is what an agent does when nothing is chosen. */
  readonly chosen: string | undefined;
  /** Its names are ids, in small letters. */
  readonly capital?: boolean;
  onChoose(id: string): void;
}

function OfferPicker({ label, offers, chosen, capital = false, onChoose }: OfferProps) {
  if (offers.length < 2) return null;
  const known = offers.some(({ id }) => id === chosen);
  return (
    <Choice name={label}>
      <select
        aria-label={label}
        className={`picker text-[13px] text-ink-2 ${capital ? 'capitalize' : ''}`}
        title={offers.find(({ id }) => id === chosen)?.description}
        value={chosen}
        onChange={(event) => onChoose(event.target.value)}
      >
        {!known && <option value={chosen}>{chosen}</option>}
        {offers.map(({ id, name, description }) => (
          <option key={id} value={id} title={description}>
            {name}
          </option>
        ))}
      </select>
    </Choice>
  );
}
