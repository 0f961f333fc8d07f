# cmake -D DIST=web/dist -D OUT=folder -P embed_assets.cmake
# Writes OUT/assets.cc and OUT/assets.S, which hold every file of DIST but source maps and .vite/, gzipped too where
# that is smaller.

function(content_type path out)
  get_filename_component(suffix ${path} LAST_EXT)
  set(types
    .html text/html .js text/javascript .css text/css .txt text/plain .json application/json .yaml application/yaml
    .svg image/svg+xml .png image/png .jpg image/jpeg .webp image/webp .ico image/x-icon .woff2 font/woff2
    .webmanifest application/manifest+json)
  list(FIND types "${suffix}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${path}: no content type is known for ${suffix} files; add it to tools/embed_assets.cmake")
  endif()
  math(EXPR at "${at} + 1")
  list(GET types ${at} found)
  if(found MATCHES "^text/")
    string(APPEND found "; charset=utf-8")
  endif()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Compresses one file; sets `out` to the copy's path, or to nothing where it is not smaller.
function(compress path name out)
  set(copy ${OUT}/${name}.gz)
  execute_process(COMMAND gzip -9 -n -c ${path} OUTPUT_FILE ${copy} COMMAND_ERROR_IS_FATAL ANY)
  file(SIZE ${path} size)
  file(SIZE ${copy} size_compressed)
  if(size_compressed LESS size)
    set(${out} ${copy} PARENT_SCOPE)
  else()
    set(${out} "" PARENT_SCOPE)
  endif()
endfunction()

# Adds the bytes of one file to the assembly as `label` … `label`_end.
macro(embed label path)
  string(APPEND assembly
    "    .global ${label}\n    .global ${label}_end\n${label}:\n    .incbin \"${path}\"\n${label}_end:\n    .byte 0\n")
  string(APPEND declarations "extern const char ${label}[];\nextern const char ${label}_end[];\n")
endmacro()

file(REMOVE_RECURSE ${OUT})
file(MAKE_DIRECTORY ${OUT})
file(GLOB_RECURSE paths RELATIVE ${DIST} ${DIST}/*)
list(SORT paths)
list(FILTER paths EXCLUDE REGEX "\\.map$")
list(FILTER paths EXCLUDE REGEX "^\\.vite/")
list(LENGTH paths count)

set(assembly "    .section .rodata\n")
set(declarations "")
set(rows "")
set(number 0)
foreach(path IN LISTS paths)
  set(label dunlin_asset_${number})
  content_type(${path} type)
  file(SHA256 ${DIST}/${path} hash)
  string(SUBSTRING ${hash} 0 20 etag)
  set(immutable false)
  if(path MATCHES "^assets/")
    set(immutable true)
  endif()
  embed(${label} ${DIST}/${path})
  compress(${DIST}/${path} ${number} gzip)
  set(gzip_bytes "{}")
  if(gzip)
    embed(${label}_gz ${gzip})
    set(gzip_bytes "between(${label}_gz, ${label}_gz_end)")
  endif()
  string(APPEND rows
    "    {\"/${path}\", \"${type}\", between(${label}, ${label}_end), ${gzip_bytes}, \"\\\"${etag}\\\"\", ${immutable}},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")

file(WRITE ${OUT}/assets.S "${assembly}")
file(WRITE ${OUT}/assets.cc "#include \"server/assets.h\"

#include <algorithm>
#include <array>

extern \"C\" {
${declarations}}

namespace dunlin::server {
namespace {

[[maybe_unused]] std::string_view between(const char* begin, const char* end) { return {begin, end}; }

const std::array<Asset, ${count}>& table() {
  static const std::array<Asset, ${count}> rows{{
${rows}  }};
  return rows;
}

}  // namespace

std::span<const Asset> assets() { return table(); }

const Asset* find_asset(std::string_view path) {
  const auto found = std::ranges::lower_bound(table(), path, {}, &Asset::path);
  return found != table().end() && found->path == path ? &*found : nullptr;
}

}  // namespace dunlin::server
")
