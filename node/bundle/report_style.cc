#include "node/bundle/report_style.h"

namespace passerelle::bundle {

const char* const kReportStyle = R"css(
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1d2126;font:16px/1.55 Inter,"Segoe UI","Helvetica Neue",Arial,sans-serif}
main{max-width:54rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem}
h2{font-size:1.3rem;margin:2.8rem 0 .8rem;padding-bottom:.3rem;border-bottom:1px solid #d8dce1}
h3{font-size:1.08rem;margin:2.2rem 0 .4rem}
p{margin:.5rem 0 .8rem;max-width:44rem}
.question{font-size:1.1rem}
.other{color:#4a525b;border-left:3px solid #d8dce1;padding-left:.9rem;margin:1rem 0}
.facts{color:#4a525b;font-size:.92rem}
.method{color:#4a525b;font-size:.92rem}
.absent{border-left:4px solid #a15c00;padding-left:.6rem}
.scroll{overflow-x:auto;margin:1rem 0 1.4rem}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums;min-width:50%}
caption{text-align:left;font-weight:600;padding:0 0 .4rem}
th,td{padding:.3rem .9rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid #e6e9ed;font-weight:400}
td{overflow-wrap:anywhere}
thead th{border-bottom:1.5px solid #1d2126;font-weight:600;vertical-align:bottom}
.n{text-align:right;white-space:nowrap}
code{font:.86em ui-monospace,"DejaVu Sans Mono",Consolas,monospace;overflow-wrap:anywhere}
.withheld{color:#8a3b12;font-style:italic}
.status{display:inline-block;font-size:.78rem;font-weight:600;padding:.05rem .5rem;border:1px solid #b9c0c8;border-radius:1rem;color:#4a525b;margin-left:.5rem;vertical-align:middle}
figure{margin:1rem 0 1.6rem}
svg{max-width:100%;height:auto}
pre{background:#f3f5f7;padding:.8rem 1rem;overflow-x:auto;max-width:44rem}
pre code{overflow-wrap:normal}
.languages{text-align:right;font-size:.92rem}
.contents ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.92rem}
ul{padding-left:1.2rem}
li{margin:.25rem 0}
a{color:#0b5a8f}
@media print{
body{font-size:10.5pt}
main{max-width:none;padding:0}
h2,h3{break-after:avoid}
table,figure,svg{break-inside:avoid}
tr{break-inside:avoid}
table.long{break-inside:auto}
.scroll{overflow:visible}
@page{margin:18mm 16mm}
}
)css";

}  // namespace passerelle::bundle
