"""Speaking to the Ministry of Labour over the network."""
