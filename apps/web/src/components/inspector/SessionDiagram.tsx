import type { SessionStatus } from '@plumbline/lifecycle';
import { half, lineBetween, places, ways } from './sessionGraph.ts';

const states = Object.keys(places) as SessionStatus[];

/** The session's states; the present one is lit, and so are the ways that lead on from it. */
export function SessionDiagram({ status }: { readonly status: SessionStatus }) {
  const next = ways[status];
  return (
    <figure className="m-0">
      <svg
        viewBox="0 0 328 146"
        className="session-diagram"
        role="img"
        aria-label={`The session is ${status}. From here it may become ${next.join(', ')}.`}
      >
        <defs>
          <marker id="session-way" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M1 1 L7 4 L1 7" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </marker>
        </defs>
        {states.flatMap((from) => ways[from].map((to) => <Way key={`${from} ${to}`} from={from} to={to} lit={from === status} />))}
        {states.map((state) => (
          <g key={state} data-lit={state === status} className="session-state">
            <rect
              x={places[state].x - half.x}
              y={places[state].y - half.y}
              width={half.x * 2}
              height={half.y * 2}
              rx={half.y}
              data-state={state}
            />
            <text x={places[state].x} y={places[state].y} dy="0.34em" textAnchor="middle">
              {state}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

function Way({ from, to, lit }: { readonly from: SessionStatus; readonly to: SessionStatus; readonly lit: boolean }) {
  const [start, end] = lineBetween(from, to);
  return (
    <line
      className="session-way"
      data-lit={lit}
      x1={start.x}
      y1={start.y}
      x2={end.x}
      y2={end.y}
      {...(lit ? { markerEnd: 'url(#session-way)' } : {})}
    />
  );
}
