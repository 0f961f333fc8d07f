#pragma once

#include "activity/activity.h"

#define DUNLIN_TRACE_COLUMNS                                                                   \
  "id, account_id, conversation_id, contact_id, message_id, raw_id, position, kind, outcome, " \
  "summary, at, is_test"

namespace dunlin::activity {

/// Of a row of DUNLIN_TRACE_COLUMNS; without detail.
Trace trace_from(const db::Row& row);

}  // namespace dunlin::activity
