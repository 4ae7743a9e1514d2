"""The style sheet of the review page: light and dark as the browser is set, and plain on paper."""

from __future__ import annotations

STYLE = """
:root{--window:#F6F7F9;--surface:#FFFFFF;--text:#1B1F27;--muted:#5B6472;--line:#DDE1E8;--accent:#3056D3;
--accent-surface:#E7EDFD;--success:#13734A;--success-surface:#E3F4EB;--warning:#8A5A00;--warning-surface:#FFF3D6;
--danger:#B3261E;--held:#FFF1C2}
@media (prefers-color-scheme:dark){:root{--window:#15181E;--surface:#1C2027;--text:#E8EBF0;--muted:#9AA4B2;
--line:#2D333D;--accent:#8FA8FF;--accent-surface:#25304F;--success:#6FD3A3;--success-surface:#173528;
--warning:#F2C56B;--warning-surface:#3A2E12;--danger:#FF9B93;--held:#3A3010}}
*{box-sizing:border-box}
html{color-scheme:light dark}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1.25rem 4rem;background:var(--window);color:var(--text);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:0}
h3{font-size:1rem;margin:0 0 .5rem}
p{margin:.4rem 0}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.muted,.legend{color:var(--muted);font-size:.875rem}
.chip{display:inline-block;padding:0 .55rem;border-radius:.7rem;font-size:.8rem;font-weight:500;line-height:1.5rem;
border:1px solid var(--line);white-space:nowrap}
.chip.warning{color:var(--warning);background:var(--warning-surface);border-color:transparent}
.chip.accent{color:var(--accent);background:var(--accent-surface);border-color:transparent}
.chip.success{color:var(--success);background:var(--success-surface);border-color:transparent}
.chip.muted{color:var(--muted)}
mark{color:inherit;background:none;border-radius:2px}
mark.held{background:var(--held)}
mark.doubt{text-decoration:underline wavy var(--danger);text-underline-offset:3px}
mark.sworn{text-decoration:underline dotted var(--muted);text-underline-offset:3px}
.legend mark{margin-right:.9rem;color:var(--text)}
sup{line-height:0}
sup a{text-decoration:none;padding:0 .15em}
nav,article{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:1.25rem 1.5rem;
margin:1.25rem 0}
nav ol{margin:.6rem 0 0;padding-left:1.6rem}
nav li{margin:.35rem 0}
article>header{margin-bottom:.75rem}
.letter{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;margin:0 0 1.1rem}
.letter h3{font-size:1.05rem}
.check ul{margin:.25rem 0 1.1rem;padding-left:1.2rem}
.check h3{color:var(--danger)}
table{width:100%;border-collapse:collapse;margin-bottom:.75rem}
th,td{text-align:left;vertical-align:top;padding:.55rem .6rem;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--muted);font-size:.8rem;font-weight:500}
tbody th{color:var(--muted);font-weight:500;width:2rem}
td:nth-child(2){width:38%}
tr:target{background:var(--held)}
blockquote{white-space:pre-line;margin:.1rem 0;padding-left:.7rem;border-left:2px solid var(--line)}
.source{font-size:.875rem;margin:.3rem 0 0}
details{margin:.4rem 0}
summary{cursor:pointer;color:var(--muted)}
details li{margin:.6rem 0}
@media (max-width:42rem){table,tbody,tr,td,th{display:block;width:auto}thead{display:none}td:nth-child(2){width:auto}
th,td{border-top:0;padding:.15rem 0}tr{border-top:1px solid var(--line);padding:.5rem 0}nav,article{padding:1rem}}
@media print{:root{--window:#FFFFFF;--surface:#FFFFFF;--text:#000000;--muted:#444444;--line:#BBBBBB;--held:#EEEEEE}
body{max-width:none;padding:0;font-size:11pt}nav,article{border:0;padding:0}article{break-before:page}
tr,blockquote{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}
mark.held{border-bottom:1px solid #666666;background:none}}
"""
