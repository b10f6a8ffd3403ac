// Cicerone on a museum's own site: <script src="https://guide.example/galeria/widget.js" async></script>
// A button that opens the guide in a frame. All of it is in a closed shadow tree, so
// that neither page sees the other's styles; the one global is Cicerone, with open()
// and close(). Sites that the museum has not named see nothing but a line in the console.
(() => {
  const script = document.currentScript;
  if (!script || globalThis.Cicerone) return;
  const source = new URL(script.src);
  const museum = source.pathname.replace(/\/widget\.js$/, '');
  const lang = script.dataset.lang || document.documentElement.lang.slice(0, 2) || navigator.language.slice(0, 2);

  const styles = ({ light, dark }) => `
    :host { all: initial; --accent: ${light.accent}; --letters: ${light.letters}; --ground: ${light.ground}; }
    @media (prefers-color-scheme: dark) { :host { --accent: ${dark.accent}; --letters: ${dark.letters}; --ground: ${dark.ground}; } }
    button { font: 500 17px/1.2 system-ui, sans-serif; min-height: 48px; padding: 10px 20px; border: 0; border-radius: 4px; background: var(--accent); color: var(--letters); cursor: pointer; }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    .open { position: fixed; right: 16px; bottom: 16px; z-index: 2147483646; box-shadow: 0 2px 12px rgb(0 0 0 / .3); }
    dialog { position: fixed; inset: auto 16px 16px auto; z-index: 2147483647; box-sizing: border-box; width: min(28rem, calc(100vw - 32px)); height: min(40rem, calc(100dvh - 32px)); margin: 0; padding: 0; border: 1px solid rgb(128 128 128 / .5); border-radius: 6px; background: var(--ground); overflow: hidden; box-shadow: 0 4px 32px rgb(0 0 0 / .35); }
    dialog[open] { display: flex; flex-direction: column; }
    iframe { flex: 1; width: 100%; border: 0; }
    .bar { display: flex; justify-content: flex-end; }
    .bar button { outline-offset: -5px !important; background: none; color: var(--accent); min-height: 44px; padding: 8px 16px; }
    @media (max-width: 30rem) { dialog { inset: 0; width: 100vw; height: 100dvh; max-width: none; max-height: none; border: 0; border-radius: 0; } }`;

  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  function build(facts) {
    const host = make('div', { lang: facts.lang });
    const root = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet(); // is no inline style, which the site's own policy may forbid
    sheet.replaceSync(styles(facts));
    root.adoptedStyleSheets = [sheet];
    const open = make('button', { className: 'open', type: 'button', textContent: facts.ask });
    const dialog = make('dialog', { ariaLabel: facts.title });
    const bar = make('div', { className: 'bar' });
    const close = make('button', { type: 'button', textContent: facts.close });
    bar.append(close);
    dialog.append(bar);
    root.append(open, dialog);
    let frame;
    const show = () => {
      if (!frame) {
        frame = make('iframe', { src: source.origin + facts.frame, title: facts.title, referrerPolicy: 'origin' });
        dialog.append(frame);
      }
      if (!dialog.open) dialog.showModal();
    };
    open.addEventListener('click', show);
    close.addEventListener('click', () => dialog.close());
    document.body.append(host);
    globalThis.Cicerone = Object.freeze({ open: show, close: () => dialog.close() });
  }

  const start = () => fetch(`${source.origin}${museum}/embed.json?lang=${encodeURIComponent(lang)}`, { credentials: 'omit' })
    .then((response) => response.json())
    .then(build)
    .catch(() => console.warn(`Cicerone: ${location.origin} is not among the sites that the museum lets show its guide.`));
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start);
})();
