// The cases of one file in cases/: data, studies on them, and where the references of their answers
// stand. README.md in the folder above says how to write one.
#pragma once

#include <filesystem>

#include "tests/conformance/analyses/tally.h"

namespace passerelle::conformance {

// Runs every study of the file over its nodes, in process and without a gate, and compares.
// `data` is the folder of the shared data; where the file has a `maker`, the tables are below
// `made` instead.
// Requires: a file in our own form.
void run_cases(const std::filesystem::path& file,
               const std::filesystem::path& data,
               const std::filesystem::path& made,
               Tally& tally);

}  // namespace passerelle::conformance
