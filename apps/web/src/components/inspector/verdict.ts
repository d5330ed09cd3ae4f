import type { Standing, Verdict } from '@plumbline/lifecycle';

/** What the agent said when it was asked, in a few words. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'unknown':
      return 'no answer';
    case 'gone':
      return verdict.standing ? `gone; ${standingText(verdict.standing)}` : 'gone';
    case 'alive': {
      const parts = [verdict.busy ? 'works' : 'at rest'];
      if (verdict.prompt !== 'unknown') parts.push(verdict.prompt === 'present' ? 'has the prompt' : 'has not the prompt');
      if (verdict.standing.kind !== 'none') parts.push(standingText(verdict.standing));
      return parts.join('; ');
    }
  }
}

function standingText(standing: Standing): string {
  switch (standing.kind) {
    case 'none':
      return 'no step';
    case 'open':
      return 'newest step open';
    case 'ended':
      return `newest step ended (${standing.finish})`;
    case 'failed':
      return `newest step failed (${standing.failure.code})`;
    case 'aborted':
      return 'newest step aborted';
  }
}
