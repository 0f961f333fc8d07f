#pragma once

#include <string>

#include "server/app.h"

namespace dunlin::cli {

/// The installer's key of this machine, kept in <data>/cli.key (0600) for the command line and for
/// the address that the simulator page opens with. Made at the first start, and again when the file
/// is gone or the key was revoked.
struct PageKey {
  Secret<> token;
  std::string file;
};
Task<Result<PageKey>> make_page_key(server::App& app, db::Database database, std::string data_dir);

}  // namespace dunlin::cli
