package dev.retool4j.web.dashboard;

/// Looks over a whole page in the browser; what it finds wrong is one line each, nothing is the empty text.
final class Audit {
    /// Texts whose colour does not stand out 4.5 : 1 from what lies behind them (WCAG 2, level AA), disabled controls left out.
    static final String CONTRAST = """
            (() => {
              const context = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
              const known = new Map();
              const over = (colour, under) => known.get(colour + under) || known.set(colour + under, mix(colour, under)).get(colour + under);
              const mix = (colour, under) => {
                context.fillStyle = under; context.fillRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1);
                const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
                return `rgb(${r} ${g} ${b})`;
              };
              const light = colour => {
                const part = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
                const [r, g, b] = colour.match(/\\d+/g).map(Number);
                return .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
              };
              const behind = element => {
                const chain = [];
                for (let e = element; e; e = e.parentElement) chain.push(getComputedStyle(e).backgroundColor);
                return chain.reverse().reduce((under, colour) => over(colour, under), 'rgb(255 255 255)');
              };
              const bad = new Set();
              for (const element of document.querySelectorAll('body *')) {
                const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
                if (!own || !element.checkVisibility() || element.matches(':disabled, :disabled *, label:has(:disabled) *, option, canvas')) continue;
                const ground = behind(element), ink = over(getComputedStyle(element).color, ground);
                const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
                const ratio = (a + .05) / (b + .05);
                if (ratio < 4.5) bad.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${ink} on ${ground}`);
              }
              return [...bad].join('\\n');
            })()""";

    /// What can be worked by mouse and has no place in the order of the Tab key, nor a name.
    static final String REACH = """
            [...document.querySelectorAll('button, input, select, textarea, summary, a, [onclick], [role=button]')].filter(e => e.checkVisibility() && !e.disabled)
              .filter(e => e.tabIndex < 0 || !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels && e.labels.length)).map(e => e.outerHTML.slice(0, 120)).join('\\n')""";

    /// Elements that reach past the right edge, where nothing around them scrolls.
    static final String OVERFLOW = """
            document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')]
              .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, pre')).map(e => e.tagName + '.' + e.className).slice(0, 5).join('\\n')""";

    private Audit() {}
}
