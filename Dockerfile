# Tidegate with git and the pinned Helm. Two stages: the first builds and fetches, the second runs, as nobody special.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
# `npm ci` builds dist/ (the prepare script); `npm run tools` brings the hash-checked helm.
RUN npm ci --no-audit --no-fund \
 && npm run tools \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/.tools/bin/helm /usr/local/bin/helm
COPY LICENSE ./
# Evidence and queue of the embedded database; mount a volume here, or set DATABASE_URL.
RUN mkdir data && chown node:node data
VOLUME /app/data
ENV NODE_ENV=production
USER node
EXPOSE 3000
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve"]
