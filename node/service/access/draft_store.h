// Drafts in the database, each with its files. Not for other rooms.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include "node/service/node.h"
#include "policies/form/draft.h"

namespace passerelle::service {

// Somebody else's draft is no draft.
Result<form::Draft> find_draft(store::Reader& reader, const UserName& who, const form::DraftId& id);

// Keeps a draft and, of its files, those that it still names. Refuses one that is named, but is not
// there.
Result<void> save_draft(store::Transaction& tx, const form::Draft& draft);

// A draft, what is still wrong with it, and the purposes that are open to its applicant.
Json shown(const form::Draft& draft);
Json problems_of(const Json& application);

// Reads a draft, changes it and keeps it, in one transaction.
template <class Change>
Result<form::Draft> changed_draft(Node& node,
                                  const UserName& who,
                                  const form::DraftId& id,
                                  Change change) {
  return node.database.write([&](store::Transaction& tx) -> Result<form::Draft> {
    auto draft = find_draft(tx, who, id);
    if (!draft) return draft;
    auto next = change(tx, *std::move(draft));
    if (!next) return next;
    if (auto kept = save_draft(tx, *next); !kept) return kept.error();
    return next;
  });
}

}  // namespace passerelle::service
