// Sections that more than one document shows. Not for other rooms.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <vector>

#include "policies/access/grant.h"
#include "policies/documents/page.h"

namespace passerelle::documents {

Section datasets_section(const std::vector<access::PermittedDataset>& datasets,
                         const Messages& say);
Section fees_section(const access::Fees& fees, const Messages& say);

// "Persons who may order", …: rows of a list of conditions, with those that a person checks marked.
std::vector<Text> conditions_of(const std::vector<access::Condition>& conditions,
                                const Messages& say);
void add_data_protection(Section& section,
                         const std::optional<access::DataProtection>& data_protection,
                         const std::vector<access::HolderAgreement>& agreements,
                         const Messages& say);

std::vector<Text> texts_of(const std::vector<std::string>& list);

}  // namespace passerelle::documents
