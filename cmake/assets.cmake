# dunlin_assets: the files of web/dist inside the binary (src/server/assets.h).
file(GLOB_RECURSE DUNLIN_ASSET_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/dist/*)
if(NOT DUNLIN_ASSET_FILES)
  message(WARNING "web/dist is missing: the binary will hold no pages. ./dev builds them.")
endif()

set(assets_dir ${CMAKE_BINARY_DIR}/assets)
add_custom_command(
  OUTPUT ${assets_dir}/assets.cc ${assets_dir}/assets.S
  COMMAND ${CMAKE_COMMAND} -D DIST=${CMAKE_SOURCE_DIR}/web/dist -D OUT=${assets_dir}
          -P ${CMAKE_SOURCE_DIR}/tools/embed_assets.cmake
  DEPENDS ${DUNLIN_ASSET_FILES} ${CMAKE_SOURCE_DIR}/tools/embed_assets.cmake
  COMMENT "Embedding the pages")
add_library(dunlin_assets STATIC ${assets_dir}/assets.cc ${assets_dir}/assets.S)
target_include_directories(dunlin_assets PUBLIC ${CMAKE_SOURCE_DIR}/src)
# The assembler does not follow .incbin, and a compiler cache does not either.
set_source_files_properties(${assets_dir}/assets.S PROPERTIES OBJECT_DEPENDS "${DUNLIN_ASSET_FILES}")
