#pragma once

#include "base/id.h"

/// Of what people make in the inbox.
namespace dunlin {

DUNLIN_ID(NoteId, "not");
DUNLIN_ID(LabelId, "lab");
DUNLIN_ID(CannedReplyId, "can");
DUNLIN_ID(InboxViewId, "viw");

}  // namespace dunlin
