#include "db/tx_base.h"

#include <exception>

#include <fmt/format.h>

namespace dunlin::db {

bool run_closure(Work& work, TxBase& tx) {
  bool succeeded = false;
  try {
    succeeded = work.run(tx);
  } catch (const std::exception& thrown) {
    work.fail(Error(Code::internal, kStatement,
                    fmt::format("A transaction's closure threw: {}", thrown.what())));
    return false;
  }
  if (succeeded && tx.failure()) {
    work.fail(*tx.failure());
    return false;
  }
  return succeeded;
}

}  // namespace dunlin::db
