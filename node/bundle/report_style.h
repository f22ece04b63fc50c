// The look of report.html, on screen and on paper.
#pragma once

namespace passerelle::bundle {

extern const char* const kReportStyle;

}  // namespace passerelle::bundle
