// The look: plain, readable, close enough to GitHub that people find the buttons.

export const STYLE = `
:root{--line:#d1d9e0;--soft:#f6f8fa;--muted:#59636e;--link:#0969da;--green:#1a7f37;--red:#d1242f;--purple:#8250df;--amber:#9a6700}
*{box-sizing:border-box}
body{margin:0;font:14px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Helvetica,Arial,sans-serif;color:#1f2328;background:#fff}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
header.top{display:flex;gap:16px;align-items:center;justify-content:space-between;padding:12px 24px;background:#25292e;color:#fff}
header.top a{color:#fff;font-weight:600}header.top form{display:flex;gap:6px;align-items:center}
main{max-width:1080px;margin:0 auto;padding:20px 24px 60px}
nav.tabs{display:flex;gap:4px;border-bottom:1px solid var(--line);margin:0 0 20px}
nav.tabs a{padding:8px 14px;color:#1f2328;border-bottom:2px solid transparent}
nav.tabs a.here{border-color:#fd8c73;font-weight:600}
h1{font-size:24px;font-weight:500;margin:0 0 8px}h1 .number{color:var(--muted);font-weight:300}
.muted{color:var(--muted)}.mono,pre,code{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.box{border:1px solid var(--line);border-radius:6px;margin:0 0 16px;overflow:hidden}
.box>.head{background:var(--soft);padding:8px 14px;border-bottom:1px solid var(--line);display:flex;gap:8px;align-items:center;flex-wrap:wrap}
.box>.row{padding:9px 14px;border-top:1px solid var(--line);display:flex;gap:10px;align-items:baseline}
.box>.row:first-child{border-top:0}.box>.body{padding:14px}
.row .grow{flex:1}
.state{display:inline-block;border-radius:2em;padding:4px 12px;color:#fff;font-weight:500;background:var(--green)}
.state.closed{background:var(--red)}.state.merged,.state.done{background:var(--purple)}.state.draft{background:var(--muted)}
.label{display:inline-block;border:1px solid var(--line);border-radius:2em;padding:0 8px;font-size:12px;background:#eef1f4}
.bot{border:1px solid var(--line);border-radius:2em;padding:0 6px;font-size:11px;color:var(--muted)}
.verified{border:1px solid var(--green);color:var(--green);border-radius:2em;padding:0 8px;font-size:12px}
.success{color:var(--green)}.failure,.timed_out,.action_required,.error{color:var(--red)}.neutral,.skipped,.stale,.cancelled{color:var(--muted)}.pending,.queued,.in_progress,.warning{color:var(--amber)}
button,.button{font:inherit;font-weight:500;padding:5px 14px;border:1px solid #c4ccd4;border-radius:6px;background:var(--soft);cursor:pointer;color:#1f2328}
button.go{background:#1f883d;border-color:#1a7f37;color:#fff}button.stop{color:var(--red)}
button[disabled]{opacity:.5;cursor:not-allowed}
textarea,input[type=text],select{font:inherit;width:100%;padding:8px;border:1px solid var(--line);border-radius:6px}
.actions select,header select{width:auto;padding:3px 6px}textarea{min-height:96px}
.actions{display:flex;gap:8px;justify-content:flex-end;margin-top:8px;flex-wrap:wrap}
.notice{border:1px solid var(--red);background:#ffebe9;border-radius:6px;padding:10px 14px;margin:0 0 16px}
.markdown table{border-collapse:collapse;margin:0 0 14px;display:block;overflow-x:auto}.markdown th,.markdown td{border:1px solid var(--line);padding:5px 12px;text-align:left;vertical-align:top}
.markdown th{background:var(--soft)}.markdown pre{background:var(--soft);padding:12px;border-radius:6px;overflow-x:auto}
.markdown :not(pre)>code{background:#eff1f3;padding:.15em .4em;border-radius:4px}
.markdown blockquote{border-left:4px solid var(--line);margin:0 0 14px;padding:0 14px;color:var(--muted)}
.markdown details{border:1px solid var(--line);border-radius:6px;padding:8px 12px;margin:0 0 14px}.markdown summary{cursor:pointer;font-weight:500}
.markdown li:has(>input[type=checkbox]){list-style:none;margin-left:-20px}
.markdown h1,.markdown h2{border-bottom:1px solid var(--line);padding-bottom:.2em}.markdown>:first-child{margin-top:0}.markdown>:last-child{margin-bottom:0}
table.code{border-collapse:collapse;width:100%;font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
table.code td{padding:0 10px;white-space:pre-wrap;overflow-wrap:anywhere}table.code td.n{width:1%;min-width:44px;text-align:right;color:var(--muted);user-select:none;white-space:nowrap}
tr.added{background:#dafbe1}tr.removed{background:#ffebe9}tr.hunk{background:#ddf4ff;color:var(--muted)}
.reaction{display:inline-block;border:1px solid var(--line);border-radius:2em;padding:0 8px;margin:8px 4px 0 0;font-size:12px}
`;

export const AVATAR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="20" fill="#8c959f"/><circle cx="20" cy="15" r="7" fill="#fff"/><path d="M7 36c2-9 8-12 13-12s11 3 13 12" fill="#fff"/></svg>';
